from flask import Blueprint

blueprint = Blueprint("console", __name__)
