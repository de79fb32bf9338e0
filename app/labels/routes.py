from flask import Blueprint

blueprint = Blueprint("labels", __name__)
